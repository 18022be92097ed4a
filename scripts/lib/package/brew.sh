# shellcheck shell=bash
# The formula for Homebrew, and the archive of sources that it builds the program from.

make_brew() {
  local archive=bnexplorer-$version.tar.gz
  # The archive holds what is committed. git writes the commit's time and fixed owners.
  git -C "$root" archive --format=tar --prefix="bnexplorer-$version/" HEAD | gzip -9n >"$dist/$archive"
  formula "$archive" >"$dist/bnexplorer.rb"
}

# Where no address is known the archive is expected beside the formula.
formula_url() {
  if [ -n "${PACKAGE_URL:-}" ]; then
    printf '"%s/%s"' "${PACKAGE_URL%/}" "$1"
  else
    printf '"file://#{__dir__}/%s"' "$1"
  fi
}

formula() {
  local sum
  sum=$(sha256sum "$dist/$1" | cut -d ' ' -f 1)
  cat <<END
class Bnexplorer < Formula
  desc "See, teach and debug batch normalization in a terminal"
END
  if [ -n "${PACKAGE_HOMEPAGE:-}" ]; then printf '  homepage "%s"\n' "$PACKAGE_HOMEPAGE"; fi
  cat <<END
  url $(formula_url "$1")
  version "$version"
  sha256 "$sum"
  license "Apache-2.0"

  depends_on "pkgconf" => :build
  # Swift 6.3
  depends_on xcode: ["26.4", :build]
  depends_on "hdf5"
  depends_on "libzip"
  depends_on macos: :sequoia
  depends_on :macos
  depends_on "ncurses"
  depends_on "snappy"
  uses_from_macos "python" => :build
  uses_from_macos "expat"
  uses_from_macos "zlib"

  def install
    # ncurses is keg-only: its file for pkg-config is where nobody looks.
    ENV.prepend_path "PKG_CONFIG_PATH", Formula["ncurses"].opt_lib/"pkgconfig"
    %w[bnexplorer bnexplorer-hdf5].each do |product|
      system "swift", "build", "--disable-sandbox", "-c", "release", "--product", product
    end
    bin.install ".build/release/bnexplorer"
    (lib/"bnexplorer").install ".build/release/bnexplorer-hdf5"
    generate_completions_from_executable(bin/"bnexplorer", "--generate-completion-script")
    system "python3", "scripts/lib/package/manual.py", bin/"bnexplorer", "$number", "$SOURCE_DATE_EPOCH", "manual"
    man1.install Dir["manual/man1/*.1"]
    man5.install Dir["manual/man5/*.5"]
  end

  test do
    assert_equal "$number", shell_output("#{bin}/bnexplorer --version").strip
    system bin/"bnexplorer", "demo", "three-numbers", "--headless"
  end
end
END
}
