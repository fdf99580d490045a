import { ImageCounter } from './image-counter';
import { JsonReader } from './json-reader';
import { LineReader } from './line-reader';
import { noUsage, type Usage } from './usage-figures';
import type { UsageReader } from './usage-reader';

/** Reads an answer of pictures in JSON: how many there are, and what else it says. */
export class ImageJsonReader implements UsageReader {
  readonly #counter = new ImageCounter();
  readonly #json = new JsonReader();

  push(chunk: Buffer): void {
    this.#counter.push(chunk);
    this.#json.push(chunk);
  }

  end(): Usage {
    // Without pictures there is nothing whose length could be taken for text.
    return { ...this.#json.end(), images: this.#counter.count };
  }
}

/** Reads a stream of pictures, which come as one event each when they are finished. */
export class ImageEventReader implements UsageReader {
  #images = 0;
  readonly #lines = new LineReader('data:', (event) => {
    const { type } = event;
    if (type === 'image_generation.completed' || type === 'image_edit.completed') this.#images++;
  });

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): Usage {
    return { ...this.#lines.end(), images: this.#images };
  }
}

/** An answer that is a picture itself. */
export const onePicture: UsageReader = {
  push: () => {},
  end: () => ({ ...noUsage, images: 1 }),
};
