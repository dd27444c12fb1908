package io.parvada.peer.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.address.AddressJudge.Origin;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressJudgeTest {

    /**
     * A host with 172.18.0.3 (a container) and fd12::3. Columns: the address; configured; learned by a peer bound to
     * other addresses; learned by one bound to loopback.
     */
    @ParameterizedTest
    @CsvSource({
        // public
        "93.184.215.14,             yes, yes, yes",
        "2606:4700::6810:84e5,      yes, yes, yes",
        // cloud metadata, in every form
        "169.254.169.254,           no,  no,  no",
        "169.254.170.2,             no,  no,  no",
        "168.63.129.16,             no,  no,  no",
        "fd00:ec2::254,             no,  no,  no",
        "fd00:ec2::23,              no,  no,  no",
        "fd20:ce::254,              no,  no,  no",
        "::ffff:169.254.169.254,    no,  no,  no",
        "::169.254.169.254,         no,  no,  no",
        "64:ff9b::169.254.169.254,  no,  no,  no",
        "2002:a9fe:a9fe::1,         no,  no,  no",
        "2001:0:1:2:3:4:5601:5601,  no,  no,  no",
        "fd12::5efe:a9fe:a9fe,      no,  no,  no",
        // loopback
        "127.0.0.1,                 yes, no,  yes",
        "127.8.8.8,                 yes, no,  yes",
        "::1,                       yes, no,  yes",
        "::ffff:127.0.0.1,          yes, no,  yes",
        "64:ff9b::127.0.0.1,        yes, no,  yes",
        "2002:7f00:1::1,            yes, no,  yes",
        // the host's own private ranges, and the others
        "172.18.0.2,                yes, yes, yes",
        "172.31.255.255,            yes, yes, yes",
        "172.32.0.1,                yes, yes, yes",
        "10.0.0.1,                  yes, no,  no",
        "192.168.1.1,               yes, no,  no",
        "::ffff:192.168.1.1,        yes, no,  no",
        "64:ff9b::10.0.0.1,         yes, no,  no",
        "64:ff9b::172.18.0.2,       yes, yes, yes",
        "64:ff9b::93.184.215.14,    yes, yes, yes",
        "2002:a00:1::1,             yes, no,  no",
        "fd12::9,                   yes, yes, yes",
        "fc00::1,                   yes, yes, yes",
        // no host
        "0.0.0.0,                   no,  no,  no",
        "0.1.2.3,                   no,  no,  no",
        "::,                        no,  no,  no",
        "224.0.0.1,                 no,  no,  no",
        "255.255.255.255,           no,  no,  no",
        "240.0.0.1,                 no,  no,  no",
        "ff02::1,                   no,  no,  no",
        "::ffff:0.0.0.0,            no,  no,  no",
        // special use: an operator may have reasons, another peer may not
        "100.64.0.1,                yes, no,  no",
        "192.0.0.192,               yes, no,  no",
        "192.0.2.1,                 yes, no,  no",
        "198.18.0.1,                yes, no,  no",
        "203.0.113.1,               yes, no,  no",
        "fe80::1,                   yes, no,  no",
        "fec0::1,                   yes, no,  no",
        "2001:db8::1,               yes, no,  no",
        "64:ff9b:1::1,              yes, no,  no",
        "100::1,                    yes, no,  no"
    })
    void addressIsJudgedByWhoNamedIt(String address, String configured, String learned, String learnedOnLoopback) {
        AddressJudge open = judge(false, "172.18.0.3", "fd12::3", "127.0.0.1");
        AddressJudge loopback = judge(true, "172.18.0.3", "fd12::3", "127.0.0.1");
        assertThat(verdict(open, address, Origin.CONFIGURED)).isEqualTo(configured);
        assertThat(verdict(loopback, address, Origin.CONFIGURED)).isEqualTo(configured);
        assertThat(verdict(open, address, Origin.LEARNED)).isEqualTo(learned);
        assertThat(verdict(loopback, address, Origin.LEARNED)).isEqualTo(learnedOnLoopback);
    }

    @Test
    void refusalSaysWhichAddressAndWhy() {
        AddressJudge judge = judge(false, "10.0.0.1");
        assertThatThrownBy(() -> judge.judge(ip("169.254.169.254"), Origin.CONFIGURED))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
                .hasMessage("this peer does not connect to 169.254.169.254: it belongs to a cloud's metadata service"
                        + " (169.254.0.0/16)");
        assertThatThrownBy(() -> judge.judge(ip("192.168.0.1"), Origin.LEARNED))
                .hasMessage("this peer does not connect to 192.168.0.1: it is private, and this host has no address in"
                        + " 192.168.0.0/16");
        assertThatThrownBy(() -> judge.judge(ip("127.0.0.1"), Origin.LEARNED))
                .hasMessage("this peer does not connect to 127.0.0.1: it is loopback, and this peer is not bound to"
                        + " loopback");
    }

    @Test
    void hostWithoutPrivateAddressesLearnsPublicOnesOnly() {
        AddressJudge judge = judge(false);
        assertThat(verdict(judge, "172.18.0.2", Origin.LEARNED)).isEqualTo("no");
        assertThat(verdict(judge, "fd12::9", Origin.LEARNED)).isEqualTo("no");
        assertThat(verdict(judge, "93.184.215.14", Origin.LEARNED)).isEqualTo("yes");
    }

    private static AddressJudge judge(boolean boundToLoopback, String... ownAddresses) {
        List<InetAddress> own =
                Arrays.stream(ownAddresses).map(AddressJudgeTest::ip).toList();
        return new AddressJudge(() -> own, boundToLoopback);
    }

    private static String verdict(AddressJudge judge, String address, Origin origin) {
        try {
            judge.judge(ip(address), origin);
            return "yes";
        } catch (PeerException e) {
            return "no";
        }
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(literal, e);
        }
    }
}
