import BNCore

// The gradient of a weighted sum of the output, by the formula and by differences.
let batch = Tensor<Double>(shape: [3, 1], scalars: [1, 2, 4])
let weights = Tensor<Double>(shape: [3, 1], scalars: [1, -2, 0.5])
let layer = try BatchNormalization<Double>(inputShape: batch.shape)

func loss(_ batch: Tensor<Double>) throws -> Double {
  zip(try layer.forward(batch, mode: .training).output.scalars, weights.scalars).map { $0 * $1 }.reduce(0, +)
}

let gradients = try layer.forward(batch, mode: .training).gradients(upstream: weights)
let step = 1e-5
print("element  gradient  difference")
for index in batch.scalars.indices {
  var (above, below) = (batch.scalars, batch.scalars)
  above[index] += step
  below[index] -= step
  let difference =
    try (loss(Tensor(shape: batch.shape, scalars: above)) - loss(Tensor(shape: batch.shape, scalars: below)))
    / (2 * step)
  print("\(index)  \(gradients.input.scalars[index])  \(difference)")
}
