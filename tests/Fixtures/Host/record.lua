-- Ardour records what a MIDI port plays into a new session.
--   ardour7-lua record.lua FOLDER PORT
-- Prints RECORDING once it records, goes on until FOLDER/stop exists, saves FOLDER/session, prints SAVED.

local folder, source = arg[1], arg[2]

local function fail(why)
	print("FAILED: " .. why)
	io.stdout:flush()
	os.exit(1)
end

local function say(word)
	print(word)
	io.stdout:flush()
end

local function exists(path)
	local file = io.open(path)
	if file then file:close() end
	return file ~= nil
end

-- sleep() counts whole seconds
local function wait(what, condition)
	for _ = 1, 60 do
		if condition() then return end
		sleep(1)
	end
	fail("waited in vain for " .. what)
end

if AudioEngine:set_backend("JACK", "", ""):isnil() then fail("no JACK backend") end
Session = create_session(folder .. "/session", "session", 48000)
if not Session then fail("no session") end

local midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local track = Session:new_midi_track(midi, midi, true, ARDOUR.PluginInfo(), nil, nil, 1, "AI",
	ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):front()
track:input():disconnect_all(nil)
local port = track:input():midi(0)
port:connect(source)
wait("the connection with " .. source, function() return port:connected_to(source) end)

track:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
Session:maybe_enable_record()
Session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
wait("the tape", function() return Session:actively_recording() end)
say("RECORDING")

while not exists(folder .. "/stop") do sleep(1) end
Session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
wait("the end of the tape", function() return not Session:transport_rolling() end)
sleep(1) -- the recorded file is finished in the background
Session:save_state("")
close_session()
say("SAVED")
quit()
