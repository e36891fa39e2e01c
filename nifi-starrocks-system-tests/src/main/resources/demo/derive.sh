#!/bin/sh
# Derives birdstrikes.csv from the npm package vega-datasets: the same 10,000 lines, only the header is renamed to snake_case and the last line is ended.
# Needs npm, tar and sha256sum. Usage: sh derive.sh > birdstrikes.csv
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent vega-datasets@3.2.1 >/dev/null && tar xzf vega-datasets-3.2.1.tgz package/data/birdstrikes.csv)
echo "45777edf69984b37599e73dbfb34dbc976055243547407214261a4fcb9466462  $work/package/data/birdstrikes.csv" | sha256sum -c --status
echo "airport_name,aircraft,damage,flight_date,operator,origin_state,phase_of_flight,wildlife_size,wildlife_species,time_of_day,cost_other,cost_repair,cost_total,speed_ias_knots"
tail -n +2 "$work/package/data/birdstrikes.csv"
echo
