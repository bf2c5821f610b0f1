/** Loaded before a program: whatever it connects to is refused, and noted in the file that NETWORK_LOG names. */
'use strict';
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

Socket.prototype.connect = (...given) => {
    appendFileSync(process.env.NETWORK_LOG, `${JSON.stringify(given)}\n`);
    throw new Error('There is no network here.');
};
