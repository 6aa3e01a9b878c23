#!/usr/bin/env bash
# A few kills at random moments; the long run of them is tests/long/kill.sh.
KILLS=5 ARTICLES=800 exec bash tests/long/kill.sh
