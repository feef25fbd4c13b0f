-- What wrk asks (github.com/wg/wrk): a line of the file CHECKS after the other, by chance. A line is an address, or the body of a POST
-- to POST_TO. It tells the times at the end as one line that checks.cjs reads.
local lines, to = {}, os.getenv("POST_TO")
for line in io.lines(os.getenv("CHECKS")) do lines[#lines + 1] = line end
local headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN"), ["Content-Type"] = "application/json" }

function init() math.randomseed(os.time()) end

function request()
  local line = lines[math.random(#lines)]
  if to then return wrk.format("POST", to, headers, line) end
  return wrk.format("GET", line, headers)
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format("RESULT %f %f %f %d\n", latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.requests * 1e6 / summary.duration, failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
