import { StreamPlayer } from './stream-player.js';

/** Plays what the line brings, inside the browser's audio thread. */
class StreamProcessor extends AudioWorkletProcessor {
  #player;
  #stopped = false;

  constructor({ processorOptions }) {
    super();
    this.#player = new StreamPlayer(processorOptions.rate, sampleRate, (message, given) => this.port.postMessage(message, given));
    this.port.onmessage = ({ data }) => {
      if (data.line) data.line.onmessage = message => this.#player.hear(message.data);
      if (data.record) this.#player.record(data.record);
      if (data.stop) this.#stopped = true;
    };
  }

  process(inputs, [[left, right]]) {
    this.#player.play(left, right, currentTime);
    return !this.#stopped;
  }
}

registerProcessor('liveperformer-stream', StreamProcessor);
