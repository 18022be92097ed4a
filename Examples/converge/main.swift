import BNCore

// A layer sees the same batch again and again; its moving statistics go to the batch's own, and after s steps a share of
// momentum^s of where they began is left.
let batch = Tensor<Float>(shape: [2, 1], scalars: [3, 7])
var options = BatchNormalizationOptions()
options.momentum = 0.9
var layer = try BatchNormalization<Float>(options: options, inputShape: batch.shape)

print("step  moving mean  closed form")
var left = 1.0
for step in 1...44 {
  let pass = try layer.forward(batch, mode: .training)
  layer.apply(pass.updates)
  left *= 0.9
  if step % 11 == 0 { print("\(step)  \(layer.variables.movingMean[0])  \(Float(5 * (1 - left)))") }
}
