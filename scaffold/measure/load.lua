-- What wrk asks, and its findings as one line of JSON.
-- Arguments: METHOD, a file of bodies (one in each line, none for "-"), headers "A: b".

local bodies, sent = {}, 0

function init(arguments)
  wrk.method = arguments[1]
  for number = 3, #arguments do
    local name, value = arguments[number]:match("^([^:]+): (.*)$")
    wrk.headers[name] = value
  end
  if arguments[2] ~= "-" then
    for line in io.lines(arguments[2]) do
      bodies[#bodies + 1] = line
    end
  end
  -- Standard output would be kept back until the end.
  io.stderr:write("ready\n")
end

function request()
  if #bodies == 0 then
    return wrk.format()
  end
  sent = sent + 1
  return wrk.format(nil, nil, nil, bodies[(sent - 1) % #bodies + 1])
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "bad_status": %d, "unanswered": %d, '
      .. '"p50": %d, "p95": %d, "p99": %d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)
  ))
end
