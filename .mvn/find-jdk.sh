# Sourced by ./mvnw and ./sluice: sets JAVA_HOME to a JDK 25 or newer.
# Looks at JAVA_HOME, then PATH, then the folders where systems keep their JDKs.

jdk_is_new_enough() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  jdk_major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${jdk_major:-0}" -ge 25 ]
}

jdk_on_path() {
  jdk_javac=$(command -v javac) || return 1
  while [ -L "$jdk_javac" ]; do
    jdk_link=$(readlink "$jdk_javac")
    case "$jdk_link" in
    /*) jdk_javac=$jdk_link ;;
    *) jdk_javac=${jdk_javac%/*}/$jdk_link ;;
    esac
  done
  jdk_bin=${jdk_javac%/*}
  printf '%s\n' "${jdk_bin%/bin}"
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && jdk_is_new_enough "$JAVA_HOME"; then return 0; fi
  jdk_home=$(jdk_on_path) || jdk_home=
  if [ -n "$jdk_home" ] && jdk_is_new_enough "$jdk_home"; then
    JAVA_HOME=$jdk_home
    return 0
  fi
  for jdk_home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* "${HOME-/}"/.sdkman/candidates/java/* \
    "${HOME-/}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home; do
    if jdk_is_new_enough "$jdk_home"; then
      JAVA_HOME=$jdk_home
      return 0
    fi
  done
  echo "Sluice is built and run with JDK 25 or newer; none was found in JAVA_HOME, on PATH or in the usual folders." >&2
  echo "Install one (Debian: apt-get install openjdk-25-jdk-headless; macOS: brew install openjdk; anywhere: sdk install java 25-tem) or set JAVA_HOME." >&2
  return 1
}

find_jdk || exit 1
export JAVA_HOME
