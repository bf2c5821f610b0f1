/** Tests of the texts of delivery errors: each belongs to the class it was written for. */
import { expect, test } from 'vitest';
import { NOTIFICATION_TEXTS } from '../../../lib/generate/notification-texts.ts';
import { CHANNELS, ERROR_CLASSES, UNCLASSIFIED } from '../../../schemas/error-classes.ts';

const RECIPIENT = {
    phone: '+15550101234',
    mail: 'user1@example.com',
    requestId: '5b0c7c1e-0000-4000-8000-000000000001',
};

test.each(NOTIFICATION_TEXTS.map(({ errorClass, write }) => [write(RECIPIENT), errorClass] as const))(
    '%s is %s',
    (text, errorClass) => {
        const found = ERROR_CLASSES.find(({ pattern }) => pattern.test(text))?.name ?? UNCLASSIFIED;

        expect(found).toBe(errorClass);
    },
);

test('every class has a text', () => {
    const written = new Set(NOTIFICATION_TEXTS.map(({ errorClass }) => errorClass));

    expect(written).toEqual(new Set([...ERROR_CLASSES.map(({ name }) => name), UNCLASSIFIED]));
});

test('both channels have texts', () => {
    const texts = NOTIFICATION_TEXTS.map(({ write }) => write(RECIPIENT));

    const counts = CHANNELS.map(({ pattern }) => texts.filter((text) => pattern.test(text)).length);

    expect(counts.every((count) => count > 3)).toBe(true);
});
