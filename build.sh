#!/usr/bin/env bash
# ./build.sh demo | test | build | bench | clean | help
# Finds the .NET SDK, builds the small program in build/ and hands over to it: the steps are there, for every system.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" >/dev/null && pwd -P)
verb=${1:-help}

stop() {
    printf '%s\n' "$1" >&2
    if [ "$verb" = test ]; then echo '0 passed, 1 failed, 0 skipped'; fi
    exit 3
}

# The same script in PowerShell, where there is one that is new enough.
if command -v pwsh >/dev/null 2>&1 &&
    pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1 </dev/null; then
    exec pwsh -NoProfile -File "$root/build.ps1" "$@"
fi

if [ -z "${HOME:-}" ]; then
    HOME=$root/artifacts/home
    mkdir -p "$HOME"
    export HOME
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build server stays behind: it would hold this script's output open after its end.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

sdk() { "$1" --list-sdks 2>/dev/null | grep -Eq '^[1-9][0-9]+\.'; }
dotnet=
for candidate in dotnet "${DOTNET_ROOT:-/usr/share/dotnet}/dotnet" "$HOME/.dotnet/dotnet" /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    if command -v "$candidate" >/dev/null 2>&1 && sdk "$candidate"; then
        dotnet=$(command -v "$candidate")
        break
    fi
done
if [ -z "$dotnet" ]; then
    sudo='sudo '
    if [ "$(id -u)" = 0 ]; then sudo=''; fi
    script='curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0'
    os=$( (. /etc/os-release 2>/dev/null && echo "${ID:-}") || true)
    case $(uname -s):$os in
        Darwin:*) how='brew install --cask dotnet-sdk' ;;
        *:ubuntu) how="${sudo}apt-get update && ${sudo}apt-get install -y dotnet-sdk-10.0" ;;
        *:fedora | *:rhel | *:centos | *:rocky | *:almalinux) how="${sudo}dnf install -y dotnet-sdk-10.0" ;;
        *:alpine) how="${sudo}apk add dotnet10-sdk" ;;
        *) how=$script ;;
    esac
    stop "build: the .NET SDK 10 (or later) was not found. Install it:  $how
Without administrator's rights:  $script"
fi
# Children that call dotnet get the same one.
PATH=$(dirname -- "$dotnet"):$PATH
export PATH

if ! log=$(dotnet build "$root/build/PgMigrate.Build/PgMigrate.Build.csproj" -c Release -v q -tl:off --nologo 2>&1 </dev/null); then
    stop "$log
build: the program in build/ could not be built. No network? Packages must be restored once while there is one."
fi
exec dotnet exec "$root/build/PgMigrate.Build/bin/Release/net8.0/PgMigrate.Build.dll" "$root" "$@"
