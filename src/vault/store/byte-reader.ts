/** Reads what ByteWriter wrote. Throws RangeError where the bytes end too early or do not make a value. */
export class ByteReader {
  private readonly buffer: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.buffer.readUInt8(this.at++);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError('A number is larger than any that was written');
    return value;
  }

  /** Six bytes, the highest first. */
  uint48(): number {
    const value = this.buffer.readUIntBE(this.at, 6);
    this.at += 6;
    return value;
  }

  text(): string {
    const header = this.varint();
    return header === 1 ? this.uuid() : this.slice(header / 2).toString();
  }

  uuid(): string {
    const hex = this.slice(16).toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.at !== this.buffer.length) throw new RangeError('Bytes are left over');
  }

  private slice(length: number): Buffer {
    const end = this.at + length;
    if (!Number.isInteger(length) || end > this.buffer.length)
      throw new RangeError('The bytes end too early');
    const bytes = this.buffer.subarray(this.at, end);
    this.at = end;
    return bytes;
  }
}
