const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an event's actor may be one of our accounts: what is imported may have any ids. */
export function isUserId(text: string): boolean {
  return uuid.test(text);
}
