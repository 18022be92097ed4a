// oneDNN's batch normalization beside ours, for `bnexplorer bench peers`; docs/performance.md has the protocol ("A peer of one's
// own"). For oneDNN 2 and 3 with OpenMP: OMP_NUM_THREADS says how many threads there are.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using dnnl::memory;
using Forward = dnnl::batch_normalization_forward;
using Backward = dnnl::batch_normalization_backward;

constexpr float epsilon = 1e-3f;
// A page and a third of one, as our own arrays stand apart: no processor then takes what is read for what was just written.
constexpr size_t spacing = 1024 + 336;
constexpr size_t page = 4096;

float bits(size_t index, uint32_t factor) {
  return static_cast<float>((static_cast<uint32_t>(index) * factor) >> 12) + 0.5f;
}

// Numbers from -1 to 3; each comes of its place alone, and exactly.
float signed_number(size_t index, uint32_t factor) { return bits(index, factor) * 0x1p-18f - 1; }

// Numbers from 0.5 to 1.5.
float positive_number(size_t index, uint32_t factor) { return bits(index, factor) * 0x1p-20f + 0.5f; }

struct Free {
  void operator()(float *numbers) const { std::free(numbers); }
};

struct Problem {
  std::string operation;
  memory::dims dimensions;
  memory::format_tag tag = memory::format_tag::nhwc;
  size_t count = 1;

  size_t channels() const { return static_cast<size_t>(dimensions[1]); }
};

// A batch as oneDNN has it, of four dimensions, with the channels as the second whatever their place in memory.
Problem problem(const std::string &operation, const std::string &layout, const std::string &text) {
  std::vector<memory::dim> extents;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, 'x');) extents.push_back(std::stoll(word));
  Problem made{operation, {}};
  for (memory::dim extent : extents) made.count *= static_cast<size_t>(extent);
  if (layout == "nchw") {
    made.tag = memory::format_tag::nchw;
    memory::dim outer = extents[0], channels = extents[1];
    memory::dim inner = static_cast<memory::dim>(made.count) / (outer * channels);
    made.dimensions = extents.size() == 4 ? extents : memory::dims{outer, channels, inner, 1};
  } else if (extents.size() == 4) {
    made.dimensions = {extents[0], extents[3], extents[1], extents[2]};
  } else {
    made.dimensions = {static_cast<memory::dim>(made.count) / extents.back(), extents.back(), 1, 1};
  }
  return made;
}

// An operation on memory of one shape; `run` is what is timed.
class Case {
 public:
  Case(const dnnl::engine &engine, const Problem &what) : what_(what), stream_(engine) {
    const size_t stride = (what.count + 63) / 64 * 64 + spacing;
    const size_t bytes = (3 * stride * sizeof(float) + page - 1) / page * page;
    numbers_.reset(static_cast<float *>(std::aligned_alloc(page, bytes)));
    if (!numbers_) throw std::bad_alloc();
    float *x = numbers_.get(), *u = x + stride, *y = x + 2 * stride;
    for (size_t index = 0; index < what.count; ++index) x[index] = signed_number(index, 2654435761u);
    for (size_t index = 0; index < what.count; ++index) u[index] = signed_number(index, 2246822519u);
    std::fill(y, y + what.count, 0.0f);
    result_ = y;
    for (auto *part : {&gamma_, &beta_, &mean_, &variance_, &by_gamma_, &by_beta_}) part->resize(what.channels());
    for (size_t channel = 0; channel < what.channels(); ++channel) {
      gamma_[channel] = positive_number(channel, 3266489917u);
      beta_[channel] = signed_number(channel, 668265263u);
      mean_[channel] = signed_number(channel, 374761393u);
      variance_[channel] = positive_number(channel, 2654435789u);
    }
    prepare(engine, x, u, y);
  }

  void run() {
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }

  // Some numbers of the result in the order of memory, and all sums of the gradients by gamma and beta.
  void print_values(size_t places) const {
    std::printf("values");
    for (size_t place = 0; place < std::min(places, what_.count); ++place)
      std::printf(" %.9g", static_cast<double>(result_[place * 2654435761u % what_.count]));
    if (what_.operation == "backward")
      for (const auto *sums : {&by_gamma_, &by_beta_})
        for (float sum : *sums) std::printf(" %.9g", static_cast<double>(sum));
    std::printf("\n");
  }

 private:
  void prepare(const dnnl::engine &engine, float *x, float *u, float *y) {
    using dnnl::normalization_flags;
    const memory::desc batch(what_.dimensions, memory::data_type::f32, what_.tag);
    const memory::desc row({what_.dimensions[1]}, memory::data_type::f32, memory::format_tag::x);
    auto flags = normalization_flags::use_scale | normalization_flags::use_shift;
    const bool is_inference = what_.operation == "infer";
    if (is_inference) flags |= normalization_flags::use_global_stats;
    const auto kind = is_inference ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training;
#if DNNL_VERSION_MAJOR >= 3
    const Forward::primitive_desc forward(engine, kind, batch, batch, epsilon, flags);
#else
    const Forward::primitive_desc forward({kind, batch, epsilon, flags}, engine);
#endif
    auto of = [&](const memory::desc &shape, float *numbers) { return memory(shape, engine, numbers); };
    arguments_ = {{DNNL_ARG_SRC, of(batch, x)},
                  {DNNL_ARG_DST, of(batch, y)},
                  {DNNL_ARG_MEAN, of(row, mean_.data())},
                  {DNNL_ARG_VARIANCE, of(row, variance_.data())},
                  {DNNL_ARG_SCALE, of(row, gamma_.data())},
                  {DNNL_ARG_SHIFT, of(row, beta_.data())}};
    primitive_ = Forward(forward);
    if (what_.operation != "backward") return;
    // Its moments are those of a pass in training.
    run();
#if DNNL_VERSION_MAJOR >= 3
    const Backward::primitive_desc backward(engine, dnnl::prop_kind::backward, batch, batch, batch, epsilon, flags, forward);
#else
    const Backward::primitive_desc backward({dnnl::prop_kind::backward, batch, batch, epsilon, flags}, engine, forward);
#endif
    arguments_.erase(DNNL_ARG_DST);
#if DNNL_VERSION_MAJOR >= 3
    // No argument of gradients any more; before, they could not do without.
    arguments_.erase(DNNL_ARG_SHIFT);
#endif
    arguments_.insert({{DNNL_ARG_DIFF_DST, of(batch, u)},
                       {DNNL_ARG_DIFF_SRC, of(batch, y)},
                       {DNNL_ARG_DIFF_SCALE, of(row, by_gamma_.data())},
                       {DNNL_ARG_DIFF_SHIFT, of(row, by_beta_.data())}});
    primitive_ = Backward(backward);
  }

  Problem what_;
  dnnl::stream stream_;
  dnnl::primitive primitive_;
  std::unordered_map<int, memory> arguments_;
  std::unique_ptr<float, Free> numbers_;
  float *result_ = nullptr;
  std::vector<float> gamma_, beta_, mean_, variance_, by_gamma_, by_beta_;
};

// The median of a pass; short ones are timed several at once.
double nanoseconds(Case &work, int64_t lasting) {
  auto clock = [] {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
  work.run();
  int64_t start = clock();
  work.run();
  const int64_t group = std::max<int64_t>(1, std::min<int64_t>(20000 / std::max<int64_t>(clock() - start, 1), 1000));
  std::vector<double> times;
  const int64_t end = clock() + lasting;
  while (times.size() < 3 || clock() < end) {
    start = clock();
    for (int64_t turn = 0; turn < group; ++turn) work.run();
    times.push_back(static_cast<double>(clock() - start) / static_cast<double>(group));
  }
  std::sort(times.begin(), times.end());
  return (times[(times.size() - 1) / 2] + times[times.size() / 2]) / 2;
}

int serve() {
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const auto *version = dnnl::version();
  std::printf("peer oneDNN %d.%d.%d\n", version->major, version->minor, version->patch);
  std::fflush(stdout);
  std::unique_ptr<Case> work;
  for (std::string line; std::getline(std::cin, line); std::fflush(stdout)) {
    std::istringstream words(line);
    std::string word, operation, layout, extents;
    int64_t number = 0;
    words >> word;
    if (word == "case" && words >> operation >> layout >> extents >> number) {
      // The memory of the last one goes first.
      work.reset();
      try {
        work = std::make_unique<Case>(engine, problem(operation, layout, extents));
        work->run();
        work->print_values(static_cast<size_t>(number));
      } catch (const std::exception &error) {
        work.reset();
        std::printf("none %s\n", error.what());
      }
    } else if (word == "turn" && work && words >> number) {
      std::printf("time %.17g\n", nanoseconds(*work, number * 1000000));
    } else {
      return 64;
    }
  }
  return 0;
}

}  // namespace

int main() { return serve(); }
