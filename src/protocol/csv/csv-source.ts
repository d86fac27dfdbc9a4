/** The bytes of a file; can be opened again and again. */
export type CsvSource = () => AsyncIterable<Uint8Array>
