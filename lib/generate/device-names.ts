/** Device names as in the export: a browser and its operating system, or a phone model. */

type WeightedDeviceName = { readonly name: string; readonly weight: number };

export const BROWSERS: readonly [WeightedDeviceName, ...WeightedDeviceName[]] = [
    { name: 'Chrome 143, Windows 10', weight: 30 },
    { name: 'Edge 143, Windows 10', weight: 12 },
    { name: 'Chrome 143, Mac OS X 10.15', weight: 14 },
    { name: 'Safari 18, Mac OS X 10.15', weight: 10 },
    { name: 'Firefox 146, Windows 10', weight: 6 },
    { name: 'Firefox 146, Ubuntu', weight: 3 },
    { name: 'Chrome 142, Linux', weight: 3 },
    { name: 'Chrome 126, Windows 10', weight: 4 },
    { name: 'Mobile Safari 18, iOS 18', weight: 10 },
    { name: 'Chrome Mobile 143, Android 15', weight: 8 },
];

export const PHONES: readonly [WeightedDeviceName, ...WeightedDeviceName[]] = [
    { name: 'iPhone16,1', weight: 14 },
    { name: 'iPhone17,2', weight: 10 },
    { name: 'iPhone14,5', weight: 12 },
    { name: 'SM-S931B', weight: 10 },
    { name: 'SM-A546E', weight: 9 },
    { name: 'Pixel 8', weight: 6 },
    { name: 'Pixel 9 Pro', weight: 4 },
    { name: 'iPad14,3', weight: 4 },
    { name: 'moto g84 5G', weight: 3 },
    { name: '2312DRA50G', weight: 3 },
];

/** The device name if an app calls from a server. */
export const SERVER_DEVICE = 'Other, Other';

/** The device name in sign-in records that AWS itself creates. */
export const PHANTOM_DEVICE = 'Unknown, Unknown';
