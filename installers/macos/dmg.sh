#!/bin/sh
# Makes the disk image from the frozen application; runs on macOS only. Signs and notarizes where the identity is given:
#   SIGNING_IDENTITY="Developer ID Application: …"  NOTARY_PROFILE=name-kept-by-notarytool  installers/macos/dmg.sh VERSION
set -eu
version=$1
app="dist/CloudGate Provisioning Setup.app"
image="dist/packages/cloudgate-setup-$version.dmg"
[ -d "$app" ] || { echo "there is no $app; first: python3 dev.py freeze" >&2; exit 1; }
if [ -n "${SIGNING_IDENTITY:-}" ]; then
  codesign --force --deep --options runtime --timestamp --entitlements installers/macos/entitlements.plist \
    --sign "$SIGNING_IDENTITY" "$app"
  codesign --verify --deep --strict "$app"
fi
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
mkdir -p dist/packages
hdiutil create -volname "CloudGate Provisioning Setup" -srcfolder "$stage" -format UDZO -ov "$image"
if [ -n "${SIGNING_IDENTITY:-}" ]; then codesign --sign "$SIGNING_IDENTITY" --timestamp "$image"; fi
if [ -n "${NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
