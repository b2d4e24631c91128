/** Keys carry other names there, and the window's buttons stand at the left. */
export const onMac = /\bMac/.test(navigator.userAgent);
