package io.parvada.system.links;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Between two hosts that send each other datagrams: passes each one on so much later, in order. Knows no protocol. */
final class DelayingRelay implements AutoCloseable {

    private static final int MOST_BYTES = 64 * 1024;

    private final DatagramSocket socket;
    private final InetAddress one;
    private final InetAddress other;
    private final Duration delay;
    private final AtomicLong passed = new AtomicLong();
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();

    /** @param port of both hosts, and here */
    DelayingRelay(int port, InetAddress one, InetAddress other, Duration delay) throws IOException {
        this.socket = new DatagramSocket(port);
        this.one = one;
        this.other = other;
        this.delay = delay;
        reader.execute(this::read);
    }

    long passed() {
        return passed.get();
    }

    private void read() {
        byte[] buffer = new byte[MOST_BYTES];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                InetAddress to = packet.getAddress().equals(one) ? other : one;
                byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
                sender.schedule(() -> send(bytes, to), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (IOException | RejectedExecutionException closed) {
            // as it is meant
        }
    }

    private void send(byte[] bytes, InetAddress to) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to, socket.getLocalPort()));
            passed.incrementAndGet();
        } catch (IOException lost) {
            // as datagrams are
        }
    }

    @Override
    public void close() {
        socket.close();
        reader.shutdownNow();
        sender.shutdownNow();
    }
}
