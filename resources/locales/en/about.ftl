# About this program.

about-open = About
about-title = About CloudGate Provisioning Setup
about-version = Version { $version }
about-system = System
about-python = Python
about-folder = Saved setups
about-license = Free to use, change and share under the MIT License.
about-libraries = Libraries in this program, with their licenses
about-reading = Reading…
about-copy = Copy details
