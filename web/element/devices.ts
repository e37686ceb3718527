// The microphones to choose from. Their names are known only once one has been allowed.

export async function audioInputDevices(): Promise<MediaDeviceInfo[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    // Chromium also lists aliases ("default", "communications") of devices that are in the list by themselves.
    return devices.filter(({ kind, deviceId }) => kind === 'audioinput' && !['', 'default', 'communications'].includes(deviceId));
  } catch {
    return []; // no list, no choice: the default device still works
  }
}
