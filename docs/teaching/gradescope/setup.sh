#!/usr/bin/env bash
# Gradescope autograder, step 1 of 2: runs once, when the image is built.
# The zip to upload has, side by side: this file, run_autograder, miglab/ (the folder dist/ of HCA Migration Lab), lab/ (the lab's folder) and, if you have
# hidden checks, checks/ (their folder). Everything else is offline.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends curl ca-certificates
curl -fsSL https://deb.nodesource.com/setup_22.x | bash -
apt-get install -y --no-install-recommends nodejs
node /autograder/source/miglab/cli.js --version
