const CHUNK = 4096;

/** Appends values to a buffer that grows. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(CHUNK);
  private length = 0;

  byte(value: number): void {
    this.room(1);
    this.buffer[this.length++] = value;
  }

  /** A non-negative safe integer, seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.room(8);
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  /** UTF-8 with its length; 16 bytes for a UUID in lower case. */
  text(value: string): void {
    if (UUID.test(value)) {
      this.varint(1);
      this.uuid(value);
      return;
    }
    const bytes = Buffer.byteLength(value);
    this.varint(bytes * 2);
    this.room(bytes);
    this.length += this.buffer.write(value, this.length);
  }

  uuid(value: string): void {
    this.room(16);
    this.length += this.buffer.write(value.replaceAll('-', ''), this.length, 'hex');
  }

  /** A copy of what was written; the writer is empty again. */
  take(): Buffer {
    const bytes = Buffer.from(this.buffer.subarray(0, this.length));
    this.length = 0;
    return bytes;
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
