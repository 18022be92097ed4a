// Writes the networks beside this file with dlib itself, and prints what dlib computes with them.
//
// dlib 19.24.9, the headers of its source package on PyPI:
//
//   pip download --no-deps --no-binary :all: dlib==19.24.9   # needs cmake for pip's own questions
//   tar xzf dlib-19.24.9.tar.gz
//   g++ -std=c++14 -O1 -DDLIB_NO_GUI_SUPPORT -I dlib-19.24.9 make_files.cpp dlib-19.24.9/dlib/all/source.cpp -lpthread
//   ./a.out
#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>
// The running statistics of a layer can be set no other way than by batches.
#define private public
#include <dlib/dnn.h>
#undef private

using namespace dlib;

// A row of C = 4 numbers: one value a channel.
using row = std::array<matrix<float>, 4>;
const std::vector<float> gamma_ = {0.5f, 1, 1.5f, 2}, beta_ = {-1, 0, 1, 2}, mean_ = {10, -2, 0.25f, 1000},
                         variance_ = {4, 0.25f, 1e-4f, 9};

row example(float a, float b, float c, float d) {
  row result;
  float values[] = {a, b, c, d};
  for (int k = 0; k < 4; ++k) {
    result[k].set_size(1, 1);
    result[k] = values[k];
  }
  return result;
}

// The known layer's numbers in a layer that has seen batches, which its last batch's statistics still show.
template <typename layer>
void know(layer& bn) {
  float* params = bn.params.host();
  for (int k = 0; k < 4; ++k) {
    params[k] = gamma_[k];
    params[4 + k] = beta_[k];
    bn.running_means.host()[k] = mean_[k];
    bn.running_variances.host()[k] = variance_[k];
  }
}

template <typename net_type>
void show(const char* name, net_type& net) {
  std::vector<row> one = {example(1, 2, 3, 4)};
  resizable_tensor x;
  net.to_tensor(one.begin(), one.end(), x);
  const tensor& y = net.forward(x);
  std::cout.precision(9);
  std::cout << name << ":";
  for (float value : y) std::cout << " " << value;
  std::cout << std::endl;
  net.clean();
  serialize(name) << net;
}

template <template <typename> class norm>
using bare = norm<input<row>>;

int main() {
  std::vector<row> batch = {example(1, 2, 3, 4), example(2, 1, 0, 5), example(3, 5, -1, 4)};
  {
    // One layer, after three batches of the known layer's numbers, whose window is the usual 100.
    bare<bn_con> net;
    resizable_tensor x;
    net.to_tensor(batch.begin(), batch.end(), x);
    for (int step = 0; step < 3; ++step) net.forward(x);
    know(net.layer_details());
    show("bn_con.dat", net);
    // The same as dlib folds it for inference.
    affine<input<row>> folded;
    deserialize("bn_con.dat") >> folded;
    show("affine.dat", folded);
  }
  {
    // A number for each element, a window of 2 that three batches have filled, another epsilon.
    add_layer<bn_<FC_MODE>, input<row>> net(bn_<FC_MODE>(2, 1e-3));
    resizable_tensor x;
    net.to_tensor(batch.begin(), batch.end(), x);
    for (int step = 0; step < 3; ++step) net.forward(x);
    know(net.layer_details());
    show("bn_fc.dat", net);
  }
  {
    // A convolution that took in what was behind it, which is switched off.
    affine<con<6, 1, 1, 1, 1, input<row>>> net;
    show("fused.dat", net);
    fuse_layers(net);
    show("fused.dat", net);
  }
  {
    // Never trained: set up by a single example.
    bare<bn_con> net;
    show("untrained.dat", net);
  }
  {
    // Never used: it has no numbers at all.
    bare<bn_con> net;
    serialize("empty.dat") << net;
  }
  {
    // A small residual network with a loss, as training leaves it, with its labels behind it.
    using block = relu<add_prev1<bn_con<con<4, 3, 3, 1, 1, tag1<relu<layer_norm<input<row>>>>>>>>;
    using net_type = loss_multiclass_log<fc<2, avg_pool_everything<bn_con<con<6, 3, 3, 1, 1, block>>>>>;
    net_type net;
    std::vector<row> images;
    std::vector<unsigned long> labels;
    for (int n = 0; n < 8; ++n) {
      row image;
      for (int k = 0; k < 4; ++k) {
        image[k].set_size(3, 3);
        for (int i = 0; i < 9; ++i) image[k](i / 3, i % 3) = float((n * 7 + k * 5 + i * 3) % 11) - 5;
      }
      images.push_back(image);
      labels.push_back(n % 2);
    }
    dnn_trainer<net_type> trainer(net, sgd());
    trainer.set_learning_rate(0.01);
    for (int step = 0; step < 12; ++step) trainer.train_one_step(images, labels);
    trainer.get_net();
    std::cout.precision(9);
    const auto& last = layer<3>(net).layer_details();
    std::cout << "last bn_con, running means:";
    for (float value : last.running_means) std::cout << " " << value;
    std::cout << "\nrunning variances:";
    for (float value : last.running_variances) std::cout << " " << value;
    std::cout << "\nupdates " << last.num_updates << std::endl;
    net.clean();
    std::vector<std::string> names = {"cat", "dog"};
    serialize("residual.dat") << net << names;
  }
}
