/** Apple wants each certificate as the base64 of its DER form; a PEM file may hold several. */
export async function certificatesOf(files: File[]): Promise<string[]> {
  const contents = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())))
  return contents.flatMap(certificatesIn)
}

export function certificatesIn(bytes: Uint8Array): string[] {
  const text = new TextDecoder('latin1').decode(bytes)
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)]
  if (blocks.length > 0) return blocks.map(([, body = '']) => body.replaceAll(/\s/g, ''))
  return [btoa(text)]
}
