/** As the server takes them (`maxPolicyFileBytes`). */
export const maxFileBytes = 1024 * 1024
