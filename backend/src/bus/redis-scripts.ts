import { createHash } from "node:crypto";

/** A script that Redis runs as one step. `sha` is what EVALSHA knows it by. */
export type RedisScript = { text: string; sha: string };
const script = (text: string): RedisScript => ({ text, sha: createHash("sha1").update(text).digest("hex") });

/**
 * The run of Redis that this is, and since when (ms). A restart may have lost the newest writes (AOF is written every second),
 * a failover too: what was born before counts as gone, so that nobody reads on over a loss. The SET also proves that
 * writes go through. KEYS: epoch; ARGV: run id.
 */
export const EPOCH = script(`
local t = redis.call('TIME')
local run, since = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%d+)$')
if run ~= ARGV[1] then since = string.format('%.0f', t[1] * 1000 + math.floor(t[2] / 1000)) end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. since)
return since`);

// Ids are BIRTH-SEQUENCE without gaps. The entry BIRTH-0 only says that the log was born: it is told as an empty one.
const LOG = `
local stream, starts, channel = KEYS[1], KEYS[2], ARGV[1]
local floor, keep = tonumber(ARGV[2]), ARGV[3]
local function lastBirth()
  local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  if not last then return 0 end
  return tonumber(string.match(last[1], '^%d+'))
end
local function bear(anew)
  local before = lastBirth()
  if before > 0 and before >= floor and not anew then return string.format('%.0f', before) end
  if before > 0 then redis.call('DEL', stream, starts) end
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  local birth = string.format('%.0f', math.max(now, floor, before + 1))
  local id = redis.call('XADD', stream, birth .. '-*', 'd', '')
  redis.call('PUBLISH', channel, id .. ' ')
  return birth
end
local function append(birth, mark, data)
  local id = redis.call('XADD', stream, 'MAXLEN', '~', 4000, birth .. '-*', 'd', data)
  if mark ~= '' then
    redis.call('HSETNX', starts, mark, birth .. '-' .. (tonumber(string.match(id, '%d+$')) - 1))
  end
  redis.call('PUBLISH', channel, id .. ' ' .. data)
  return id
end
local function touch()
  redis.call('PEXPIRE', stream, keep)
  redis.call('PEXPIRE', starts, keep)
end
`;

/**
 * Appends and tells, in one step. KEYS: stream, starts; ARGV: channel, floor, keep (ms), anew ("1": what is there is not
 * whole, begin again), the birth of the log that it goes on from (empty: of any), then pairs of mark (the exchange or aside
 * that begins with it) and data.
 * @returns the log's birth, then the ids of the new entries; the birth alone where it is not the one that was asked for
 */
export const APPEND = script(`${LOG}
local birth = bear(ARGV[4] == '1')
local ids = { birth }
if ARGV[4] ~= '1' and ARGV[5] ~= '' and ARGV[5] ~= birth then return ids end
for i = 6, #ARGV, 2 do ids[#ids + 1] = append(birth, ARGV[i], ARGV[i + 1]) end
touch()
return ids`);

/**
 * Where a log stands. KEYS: stream, starts; ARGV: channel, floor, keep, bear ("1": make it where there is none).
 * @returns the ids of its first and its last entry, or nothing
 */
export const LOOK = script(`${LOG}
if ARGV[4] == '1' then bear(false) end
local birth = lastBirth()
if birth == 0 or birth < floor then return false end
touch()
return { redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1][1], redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1][1] }`);

/**
 * Who watches, with an end to each: a killed server's observers go by themselves. A change is told in the log in the same
 * step. KEYS: stream, starts, observers, watched; ARGV: channel, floor, keep, session id, member ("SERVER USER", or
 * empty) and for how long (ms).
 * @returns how many different users watch
 */
export const OBSERVE = script(`${LOG}
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if ARGV[5] ~= '' then redis.call('HSET', KEYS[3], ARGV[5], string.format('%.0f', now + ARGV[6])) end
local all, seen, count, soonest = redis.call('HGETALL', KEYS[3]), {}, 0, nil
for i = 1, #all, 2 do
  if all[i] ~= 'told' then
    local till, user = tonumber(all[i + 1]), string.match(all[i], ' (.+)$')
    if till <= now then
      redis.call('HDEL', KEYS[3], all[i])
    else
      if not seen[user] then seen[user] = true; count = count + 1 end
      if not soonest or till < soonest then soonest = till end
    end
  end
end
if count ~= tonumber(redis.call('HGET', KEYS[3], 'told') or '0') then
  redis.call('HSET', KEYS[3], 'told', count)
  append(bear(false), '', '{"type":"presence","observers":' .. count .. '}')
  touch()
end
if count == 0 then
  redis.call('DEL', KEYS[3])
  redis.call('ZREM', KEYS[4], ARGV[4])
else
  redis.call('PEXPIRE', KEYS[3], 120000)
  redis.call('ZADD', KEYS[4], string.format('%.0f', soonest), ARGV[4])
end
return count`);
