#!/bin/sh
# Writes mido.ndjson and tokens.ndjson: what mido and the reference encoder make of the files here.
cd "$(dirname "$0")" || exit 1
/usr/bin/python3 mido_dump.py ./*.mid > mido.ndjson
/usr/bin/python3 reference_tokens.py pedalled.mid tempo.mid pop909-*.mid > tokens.ndjson
