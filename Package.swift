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
#else
  // Debian's file holds only -D flags, which SwiftPM refuses with two warnings on every build.
  let ncursesPackage: String? = nil
#endif

let package = Package(
  name: "BNExplorer",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "BNCore", targets: ["BNCore"]),
    .executable(name: "bnexplorer", targets: ["BNExplorer"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(
      name: "BNCore",
      dependencies: ["CLevels"],
      swiftSettings: strict,
      // squareRoot() of a debug build calls into libm.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    .systemLibrary(name: "CLevels"),
    .systemLibrary(
      name: "CNcurses", pkgConfig: ncursesPackage,
      providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]
    ),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .executableTarget(
      name: "BNExplorer",
      dependencies: [
        "BNCore", "CNcurses", "CZlib",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [
        .embedInCode("Data/digits8x8-train-images-idx3-ubyte.gz"),
        .embedInCode("Data/digits8x8-train-labels-idx1-ubyte.gz"),
        .embedInCode("Lessons/three-numbers.bn"),
        .embedInCode("Lessons/memory.bn"),
        .embedInCode("Lessons/forgotten-line.bn"),
      ],
      swiftSettings: strict,
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
      ]
    ),
    .testTarget(
      name: "BNCoreTests", dependencies: ["BNCore"], exclude: ["Golden"], swiftSettings: strict
    ),
    .testTarget(
      name: "BNExplorerTests", dependencies: ["BNExplorer", "BNCore"],
      exclude: ["Screens", "Files/Fixtures.txt", "Files/make_fixtures.py"],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)
