/** Tests of the texts of delivery errors: each one matches its error class. */
import { expect, test } from 'vitest';
import { NOTIFICATION_TEXTS } from '../../../lib/generate/notification-texts.ts';
import { CHANNELS, ERROR_CLASSES, UNCLASSIFIED } from '../../../schemas/error-classes.ts';

const RECIPIENT = {
    phone: '+15550101234',
    mail: 'user1@example.com',
    requestId: '5b0c7c1e-0000-4000-8000-000000000001',
};

test.each(NOTIFICATION_TEXTS.map(({ errorClass, write }) => [write(RECIPIENT), errorClass] as const))(
    'the text "%s" has the error class %s',
    (text, errorClass) => {
        const name = ERROR_CLASSES.find(({ pattern }) => pattern.test(text))?.name ?? UNCLASSIFIED;

        expect(name).toBe(errorClass);
    },
);

test('every error class has a text', () => {
    const written = new Set(NOTIFICATION_TEXTS.map(({ errorClass }) => errorClass));

    expect(written).toEqual(new Set([...ERROR_CLASSES.map(({ name }) => name), UNCLASSIFIED]));
});

test('each channel has more than three texts', () => {
    const texts = NOTIFICATION_TEXTS.map(({ write }) => write(RECIPIENT));

    const counts = CHANNELS.map(({ pattern }) => texts.filter((text) => pattern.test(text)).length);

    expect(counts.every((count) => count > 3)).toBe(true);
});
