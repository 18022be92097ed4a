// swift-tools-version: 6.2

import PackageDescription

// One list for every target of this package: the Swift 6 language mode with the stricter defaults to come, and no
// warning left standing.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

#if os(macOS)
  // Homebrew's ncurses is keg-only, so its flags have to come from its pkg-config file.
  let ncursesPackage: String? = "ncursesw"
  let zipPackage: String? = "libzip"
  let hdf5Package: String? = "hdf5"
#else
  // Debian's file holds only -D flags, which SwiftPM refuses with two warnings on every build.
  let ncursesPackage: String? = nil
  // libzip's file would link it; it is loaded when an archive is opened, so that other starts do not pay for it.
  let zipPackage: String? = nil
  // Debian's file is where SwiftPM does not look.
  let hdf5Package: String? = nil
#endif

/// The engine alone: what its own tests need, and nothing else of the package.
///
/// Checks that build it once more, in another
/// way, are several times as fast so.
let isEngineAlone = Context.environment["BNX_ENGINE_ALONE"] != nil

/// What the readers need to run under libFuzzer, and nothing else: `scripts/fuzz` names the archive of it here.
let fuzzer = Context.environment["BNX_FUZZER"]

/// Under libFuzzer our own code tells which of its edges an input took, and lets the inner parts be called.
let watched: [SwiftSetting] =
  fuzzer == nil
  ? []
  : [
    .unsafeFlags([
      "-enable-testing", "-assert-config", "Debug",
      "-sanitize=address", "-sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp",
    ])
  ]

let engine: [Target] = [
  .target(
    name: "BNCore",
    dependencies: ["CLevels"],
    swiftSettings: strict,
    // squareRoot() of a debug build calls into libm.
    linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
  ),
  .systemLibrary(name: "CLevels"),
  .testTarget(
    name: "BNCoreTests", dependencies: ["BNCore", "BNTestSupport"],
    exclude: ["Golden", "Frameworks/Measured", "Layers/Replicas", "Networks/Torch", "Norms/Measured"],
    swiftSettings: strict
  ),
  .target(
    name: "BNTestSupport", dependencies: isEngineAlone ? [] : ["BNFiles", "TerminalKit", "Platform"],
    path: "Tests/BNTestSupport", sources: isEngineAlone ? ["SplitMix.swift"] : nil, swiftSettings: strict
  ),
]

let program: [Target] = [
  .systemLibrary(
    name: "CNcurses", pkgConfig: ncursesPackage,
    providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]
  ),
  .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
  .systemLibrary(name: "CZip", pkgConfig: zipPackage, providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
  .target(
    name: "Platform", dependencies: [.product(name: "SystemPackage", package: "swift-system")], swiftSettings: strict
  ),
  .systemLibrary(name: "CHDF5", pkgConfig: hdf5Package, providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
  .target(name: "HDF5Wire", swiftSettings: strict + watched),
  .executableTarget(
    name: "HDF5Helper",
    dependencies: ["CHDF5", "HDF5Wire"],
    swiftSettings: strict,
    linkerSettings: [
      // The archive, not the shared library: Debian's takes libcurl and what that needs along, which triples the time
      // of a start.
      .linkedLibrary(":libhdf5_serial.a", .when(platforms: [.linux])),
      .linkedLibrary("sz", .when(platforms: [.linux])),
      .linkedLibrary("z", .when(platforms: [.linux])),
      .linkedLibrary("m", .when(platforms: [.linux])),
      .linkedLibrary("dl", .when(platforms: [.linux])),
      .linkedLibrary("hdf5", .when(platforms: [.macOS])),
    ]
  ),
  .target(
    name: "TerminalKit",
    dependencies: ["Platform", "CNcurses"],
    swiftSettings: strict,
    linkerSettings: [
      .linkedLibrary("ncursesw", .when(platforms: [.linux])),
      .linkedLibrary("ncurses", .when(platforms: [.macOS])),
    ]
  ),
  .target(
    name: "BNFiles",
    dependencies: [
      "Platform", "HDF5Wire", "CZlib", "CZip", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
    ],
    exclude: ["onnx", "tensorflow", "caffe", "coreml", "paddle"].map { "Protobuf/\($0).proto" },
    swiftSettings: strict + watched,
    // addingProduct() calls into libm.
    linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
  ),
  .executableTarget(
    name: "BNExplorer",
    dependencies: [
      "BNCore", "BNFiles", "TerminalKit", "Platform",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    exclude: ["Data/README.md"],
    resources: [
      .embedInCode("Data/digits8x8-train-images-idx3-ubyte.gz"),
      .embedInCode("Data/digits8x8-train-labels-idx1-ubyte.gz"),
      .embedInCode("Data/digits8x8-test-images-idx3-ubyte.gz"),
      .embedInCode("Data/digits8x8-test-labels-idx1-ubyte.gz"),
      .embedInCode("Data/bn_capture.py"),
      .embedInCode("Data/crepe.safetensors"),
      .embedInCode("Data/crepe-tones.safetensors"),
      .embedInCode("Data/crepe-noise.safetensors"),
      .embedInCode("Data/crepe-raw16.safetensors"),
      .embedInCode("Data/fer.safetensors"),
      .embedInCode("Data/fer-faces.safetensors"),
      .embedInCode("Data/fer-faces-255.safetensors"),
      .embedInCode("Data/padded.csv"),
      .embedInCode("Data/tf14-v1.ckpt"),
      .embedInCode("Data/tf14.ckpt-50.data-00000-of-00001"),
      .embedInCode("Data/tf14.ckpt-50.index"),
      .embedInCode("Data/trainable-only.safetensors"),
      .embedInCode("Data/two-classes.csv"),
      .embedInCode("Lessons/three-numbers.bn"),
      .embedInCode("Lessons/memory.bn"),
      .embedInCode("Lessons/forgotten-line.bn"),
      .embedInCode("Lessons/epsilon.bn"),
      .embedInCode("Lessons/axis.bn"),
      .embedInCode("Lessons/tiny-batches.bn"),
      .embedInCode("Lessons/batches-that-lie.bn"),
      .embedInCode("Lessons/renorm.bn"),
      .embedInCode("Lessons/learned-and-wasted.bn"),
      .embedInCode("Lessons/frozen-and-reused.bn"),
      .embedInCode("Lessons/figure1.bn"),
      .embedInCode("Lessons/field-trip.bn"),
      .embedInCode("Lessons/backward.bn"),
      .embedInCode("Lessons/padding.bn"),
      .embedInCode("Lessons/one-example.bn"),
    ],
    swiftSettings: strict
  ),
  .executableTarget(
    name: "example-converge", dependencies: ["BNCore"], path: "Examples/converge", swiftSettings: strict
  ),
  .executableTarget(
    name: "example-gradients", dependencies: ["BNCore"], path: "Examples/gradients", swiftSettings: strict
  ),
  .testTarget(
    name: "BNFilesTests", dependencies: ["BNFiles", "HDF5Wire", "HDF5Helper", "Platform", "BNTestSupport"],
    exclude: [
      "Tables/Fixtures.txt", "Tables/make_fixtures.py", "Models/TorchFiles", "Containers/ZipFiles",
    ]
      + [
        "Keras", "TensorFlow", "ONNX", "MXNet", "Caffe", "Darknet", "Dlib", "NCNN", "JAX", "Paddle", "CoreML",
        "OpenVINO",
        "TensorFlowJS", "TensorFlowLite",
      ].map { "Models/\($0)/Files" },
    swiftSettings: strict
  ),
  .testTarget(
    name: "TerminalKitTests", dependencies: ["TerminalKit", "Platform", "BNTestSupport"], swiftSettings: strict
  ),
  .testTarget(
    name: "BNExplorerTests",
    dependencies: [
      "BNExplorer", "BNCore", "BNFiles", "TerminalKit", "Platform", "BNTestSupport",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    exclude: [
      "Screen/Frames", "Models/Networks", "Models/Traps", "Folding/Truth", "Doctor/Captures", "Recalibration/Nets",
      "Session/Cases",
    ],
    swiftSettings: strict
  ),
  .testTarget(name: "HouseTests", swiftSettings: strict),
]

let fuzzing: [Target] =
  fuzzer.map { archive in
    [
      .systemLibrary(name: "CFuzzer", path: "Fuzz/CFuzzer"),
      .executableTarget(
        name: "fuzz-readers", dependencies: ["BNFiles", "HDF5Wire", "CFuzzer"], path: "Fuzz/Readers",
        swiftSettings: strict + watched,
        linkerSettings: [
          .unsafeFlags([archive]), .linkedLibrary("stdc++", .when(platforms: [.linux])),
          .linkedLibrary("c++", .when(platforms: [.macOS])),
        ]
      ),
    ]
  } ?? []

let package = Package(
  name: "BNExplorer",
  platforms: [.macOS(.v15)],
  products: [.library(name: "BNCore", targets: ["BNCore"])]
    + (isEngineAlone
      ? []
      : [
        .executable(name: "bnexplorer", targets: ["BNExplorer"]),
        .executable(name: "bnexplorer-hdf5", targets: ["HDF5Helper"]),
      ]),
  dependencies: isEngineAlone
    ? []
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
      .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
      .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
  targets: isEngineAlone ? engine : engine + program + fuzzing,
  swiftLanguageModes: [.v6]
)
