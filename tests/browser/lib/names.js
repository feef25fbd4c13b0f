// A DNS server of this machine in which no name exists.
import { createSocket } from 'node:dgram'

export async function startNames() {
  const socket = createSocket('udp4')
  socket.on('message', (question, from) => {
    let end = 12
    while (question[end] > 0) end += question[end] + 1
    const answer = Buffer.from(question.subarray(0, end + 5))
    answer.set([0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0], 2)
    socket.send(answer, from.port, from.address)
  })
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() }
}
