package io.parvada.cli;

final class PeerCli {
    private PeerCli() {}

    public static void main(String[] args) {
        System.out.println("x");
    }
}
