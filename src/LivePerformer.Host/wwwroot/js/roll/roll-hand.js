const Page = 0.8;               // of the window

/** Scrolls and zooms a roll: by wheel, by one finger or two, and by the computer's keys. */
export class RollHand {
  #canvas;
  #view;
  #changed;
  #fingers = new Map();

  constructor(canvas, view, changed) {
    this.#canvas = canvas;
    this.#view = view;
    this.#changed = changed;
    canvas.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    canvas.addEventListener('pointerdown', event => this.#down(event));
    canvas.addEventListener('pointermove', event => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, event => this.#fingers.delete(event.pointerId));
    canvas.addEventListener('keydown', event => this.#key(event));
  }

  #wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) this.#view.zoom(Math.exp(event.deltaY / 300));
    else this.#scroll(-event.deltaY);
    this.#changed();
  }

  #scroll(pixels) {
    const view = this.#view;
    const to = view.at + pixels * view.seconds / view.height;
    if (!view.following && to >= view.now) view.follow();
    else if (pixels < 0 || !view.following) view.moveTo(to);
  }

  #down(event) {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #move(event) {
    const finger = this.#fingers.get(event.pointerId);
    if (!finger) return;

    const before = this.#distance();
    const by = event.clientY - finger.y;
    finger.x = event.clientX;
    finger.y = event.clientY;
    if (this.#fingers.size > 1) this.#view.zoom(before / Math.max(1, this.#distance()));
    else this.#scroll(by);
    this.#changed();
  }

  #distance() {
    const [a, b] = this.#fingers.values();
    return b ? Math.hypot(a.x - b.x, a.y - b.y) : 1;
  }

  #key(event) {
    const view = this.#view;
    switch (event.key) {
      case 'ArrowDown': view.moveBy(-view.seconds / 8); break;
      case 'ArrowUp': this.#scroll(view.height / 8); break;
      case 'PageDown': view.moveBy(-view.seconds * Page); break;
      case 'PageUp': this.#scroll(view.height * Page); break;
      case 'Home': view.moveTo(0); break;
      case 'End': view.follow(); break;
      case '+': case '=': view.zoom(0.8); break;
      case '-': view.zoom(1.25); break;
      default: return;
    }
    event.preventDefault();
    this.#changed();
  }
}
