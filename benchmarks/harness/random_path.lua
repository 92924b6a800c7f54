-- GETs many paths, at random or in turn, and prints what wrk measured as one line of JSON.
-- Arguments: the file of paths, the seed, "in turn" to ask for all paths before any is asked for again, from a place of
-- the seed's on, and "strict" to look at every status. wrk itself counts only those from 400 on;
-- looking costs the load a call into Lua per answer, so it is done in the warm-up and not while the clock counts.

local requests = {}
local threads = {}
odd = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(tonumber(args[2]))
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  place = math.random(#requests)
  for index = 3, #args do
    if args[index] == "in turn" then
      request = function()
        place = place % #requests + 1
        return requests[place]
      end
    elseif args[index] == "strict" then
      response = function(status)
        if status ~= 200 then odd = odd + 1 end
      end
    end
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency, _)
  local e = summary.errors
  local refused = e.status
  for _, thread in ipairs(threads) do
    refused = math.max(refused, thread:get("odd"))
  end
  io.write(string.format(
    '{"requests":%d,"micros":%d,"bytes":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    refused, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
