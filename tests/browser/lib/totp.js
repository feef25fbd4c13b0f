// The second factor as an app computes it (RFC 6238: SHA-1, six digits, 30 seconds).
import { createHmac } from 'node:crypto'

/** The bytes that letters and digits of base 32 spell, in groups or not. */
function bytes(spelled) {
  const bits = [...spelled.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

/** The code of a secret, `later` turns from now. */
export function code(spelled, later = 0) {
  const turn = Buffer.alloc(8)
  turn.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later))
  const mac = createHmac('sha1', bytes(spelled)).update(turn).digest()
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
