-- Records a MIDI port into an Ardour session of its own, headless: ardour7-lua ardour_record.lua
-- Environment: RECORD_FROM (the port), RECORD_INTO (folder to be made), RECORD_SECONDS. Prints one line at the end.
local source, folder = os.getenv("RECORD_FROM"), os.getenv("RECORD_INTO")
local seconds = tonumber(os.getenv("RECORD_SECONDS") or "6")

local function give_up(why) print("ardour: " .. why); os.exit(1) end

if AudioEngine:set_backend("JACK", "Ardour", ""):isnil() then give_up("no JACK backend") end
local session = create_session(folder, "take", 48000)
if not session then give_up("no session, is a JACK server running?") end

local one_midi = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
local two_audio = ARDOUR.ChanCount(ARDOUR.DataType("audio"), 2)
local tracks = session:new_midi_track(one_midi, two_audio, true, ARDOUR.PluginInfo(), nil, nil, 1, "AI",
  ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, false)
local track = tracks:front()
if track:input():midi(0):connect(source) ~= 0 then give_up("cannot connect " .. source) end

track:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
session:maybe_enable_record(true)
session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
ARDOUR.LuaAPI.usleep(1000000 * seconds)
session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
ARDOUR.LuaAPI.usleep(1000000)
session:save_state("", false, false, false, false, false)
close_session()
print("ardour: recorded " .. source)
quit()
