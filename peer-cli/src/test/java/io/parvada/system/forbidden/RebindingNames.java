package io.parvada.system.forbidden;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server (RFC 1035) whose every name is now here and now there: the first question is answered with an honest
 * address, the next with a forbidden one, and so on, to be kept for 0 seconds.
 */
final class RebindingNames implements AutoCloseable {

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    private final byte[][] answers;
    private final AtomicInteger asked = new AtomicInteger();

    RebindingNames(String at, String honest, String forbidden) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(at, 53));
        answers = new byte[][] {
            InetAddress.getByName(honest).getAddress(),
            InetAddress.getByName(forbidden).getAddress()
        };
        Thread serving = new Thread(this::serve, "rebinding-names");
        serving.setDaemon(true);
        serving.start();
    }

    /** Questions for an IPv4 address so far. */
    int asked() {
        return asked.get();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        while (!socket.isClosed()) {
            try {
                packet.setLength(512);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(byte[] question) {
        int end = HEADER_BYTES;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        boolean ipv4 = question[end + 2] == TYPE_A;
        int questionEnd = end + 5;
        ByteBuffer answer = ByteBuffer.allocate(questionEnd + 16);
        answer.put(question, 0, questionEnd);
        answer.putShort(2, (short) 0x8180).putShort(6, (short) (ipv4 ? 1 : 0)).putInt(8, 0);
        if (ipv4) {
            answer.putShort((short) 0xc00c).putShort((short) TYPE_A).putShort((short) 1);
            answer.putInt(0).putShort((short) 4).put(answers[asked.getAndIncrement() % 2]);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
