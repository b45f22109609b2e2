#!/usr/bin/env bash
# The API with curl alone: sign up, get a token, add a task, list tasks. The gateway speaks plain
# tRPC over HTTP without a transformer: a query is GET with its input as JSON in the address, a
# mutation is POST with its input as the JSON body, and the answer is {"result":{"data":…}}.
set -euo pipefail

web=${WEB_URL:-http://localhost:3000}
gateway=${GATEWAY_URL:-http://localhost:8000}
email=${EMAIL:-"curl-$(date +%s)-$$@example.test"}
password=${PASSWORD:-"six quiet otters count the stars"}
cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT

echo "Signing up $email" >&2
curl --silent --show-error --fail-with-body --output /dev/null --cookie-jar "$cookies" \
  --header "origin: $web" --json "{\"name\":\"Curl\",\"email\":\"$email\",\"password\":\"$password\"}" \
  "$web/api/auth/sign-up/email"

# The session cookie is for the web process only. The gateway takes this token, for 15 minutes.
token=$(curl --silent --show-error --fail-with-body --cookie "$cookies" "$web/api/auth/token" |
  sed 's/.*"token":"\([^"]*\)".*/\1/')

echo 'Adding a task' >&2
curl --silent --show-error --fail-with-body --header "authorization: Bearer $token" \
  --json '{"title":"Write to Ada","priority":"high","tags":["letters"]}' \
  "$gateway/trpc/tasks.add"
echo

echo 'Listing the open tasks' >&2
curl --silent --show-error --fail-with-body --header "authorization: Bearer $token" \
  --get --data-urlencode 'input={"status":"open","limit":10}' \
  "$gateway/trpc/tasks.list"
echo
