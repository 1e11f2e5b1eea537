// The line from the server to the loudspeaker has a thread of its own, so that a busy page never holds up the sound.
const Waits = [0.25, 0.5, 1, 2, 4];     // seconds

let socket = null;
let tries = 0;
let speaker = null;
let url = '';
let timer = 0;
let resting = false;

onmessage = ({ data }) => {
  if (data.open) {
    ({ url, speaker } = data.open);
    open();
  }
  if (data.heard && socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ t: 'heard', ...data.heard }));
  if (data.rest !== undefined) rest(data.rest);
  if (data.retry && !socket && !resting) {
    tries = 0;
    open();
  }
};

// While the loudspeaker sleeps nothing is sent for, or it would pile up.
function rest(wanted) {
  if (resting === wanted) return;

  resting = wanted;
  clearTimeout(timer);
  if (!resting) {
    open();
  } else {
    const line = socket;
    socket = null;
    line?.close();
  }
}

function open() {
  clearTimeout(timer);
  const line = new WebSocket(url);
  socket = line;
  line.binaryType = 'arraybuffer';
  line.onmessage = ({ data }) => {
    if (typeof data === 'string') {
      tries = 0;
      postMessage({ format: JSON.parse(data) });
    } else {
      speaker.postMessage(data, [data]);
    }
  };
  line.onclose = () => {
    if (socket !== line) return;

    socket = null;
    postMessage({ lost: true });
    timer = setTimeout(open, 1000 * Waits[Math.min(tries++, Waits.length - 1)]);
  };
}
