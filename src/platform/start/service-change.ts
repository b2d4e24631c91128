/** What begins and ends with the service itself, as the trail tells of it. */
export const serviceChange = {
  action: 'UPDATE',
  resource: { type: 'Service' },
  category: 'system',
} as const;
