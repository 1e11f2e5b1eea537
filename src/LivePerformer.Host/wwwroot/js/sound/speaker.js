import { StreamPlayer } from './stream-player.js';

const Block = 1024;             // frames: less of them, and a busy page is heard

/**
 * Where the stream becomes sound. Browsers give an audio thread only to https and to this very computer; a tablet that comes by
 * plain http plays on the page's own thread, with some 20 ms more.
 * @param line the port on which packets arrive.
 * @param post what is reported and recorded.
 */
export async function openSpeaker(context, rate, line, post) {
  return context.audioWorklet ? onAudioThread(context, rate, line, post) : onPage(context, rate, line, post);
}

async function onAudioThread(context, rate, line, post) {
  await context.audioWorklet.addModule(new URL('./stream-processor.js', import.meta.url));
  const node = new AudioWorkletNode(context, 'liveperformer-stream', { numberOfInputs: 0, outputChannelCount: [2], processorOptions: { rate } });
  node.port.onmessage = ({ data }) => post(data);
  node.port.postMessage({ line }, [line]);
  node.connect(context.destination);
  return {
    delay: 0,
    record: seconds => node.port.postMessage({ record: seconds }),
    close: () => {
      node.port.postMessage({ stop: true });
      node.disconnect();
    },
  };
}

function onPage(context, rate, line, post) {
  const player = new StreamPlayer(rate, context.sampleRate, post);
  const node = context.createScriptProcessor(Block, 0, 2);
  line.onmessage = ({ data }) => player.hear(data);
  node.onaudioprocess = ({ outputBuffer, playbackTime }) => player.play(outputBuffer.getChannelData(0), outputBuffer.getChannelData(1), playbackTime);
  node.connect(context.destination);
  return {
    delay: Block / context.sampleRate,
    record: seconds => player.record(seconds),
    close: () => {
      node.onaudioprocess = null;
      node.disconnect();
      line.close();
    },
  };
}
