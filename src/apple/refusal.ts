/** Devices get a bare status: 400 for what cannot be read, 403 for what is not allowed. Never 401, which unenrolls them. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: 400 | 403 | 404 | 410

  constructor(status: Refusal['status'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}
