package dev.sevsim.owner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.owner.LaunchSessionBuilder;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.ReceivedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionMemoryTest {
    private static final Instant END = Instant.parse("2026-12-01T12:00:00Z");

    private final List<OpenSession> added = new ArrayList<>();
    private final SessionMemory sessions = new SessionMemory(added::add);
    private final LaunchId id = LaunchId.draw(SeededRandom.of(1));

    private static OpenSession session() {
        EcKeyPair platform = EcKeyPair.generate(SeededRandom.of(2)::nextBytes);
        OwnerSession made = LaunchSessionBuilder.forPlatform(ReceivedCertificate.read(
                        KeyUsage.PDH,
                        SevCertificate.unsigned(
                                        1,
                                        55,
                                        KeyUsage.PDH,
                                        KeyAlgorithm.ECDH_SHA256,
                                        platform.publicKey().encode())
                                .encode()))
                .build(new GuestPolicy(1), SeededRandom.of(3));
        return new OpenSession("web", new ChipIdentity(Bytes.zeros(32)), END, made);
    }

    @Test
    void givesASessionOutOnce() {
        OpenSession session = session();
        sessions.add(id, session);

        assertThat(added).containsExactly(session);
        assertThat(sessions.take(id)).isEqualTo(new SessionStore.Taken.Session(session));
        assertThat(sessions.take(id)).isEqualTo(new SessionStore.Taken.Used());
        assertThat(sessions.size()).isZero();
    }

    @Test
    void hasNoOtherSession() {
        assertThat(sessions.take(id)).isEqualTo(new SessionStore.Taken.Unknown());
    }

    @Test
    void removesASessionAtItsEnd() {
        sessions.add(id, session());

        sessions.removeExpired(END.minusNanos(1));
        assertThat(sessions.size()).isOne();
        sessions.removeExpired(END);
        assertThat(sessions.size()).isZero();
        assertThat(sessions.take(id)).isEqualTo(new SessionStore.Taken.Unknown());
    }
}
