package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final Connections connections = new Connections(2);
    private final EmbeddedChannel first = new EmbeddedChannel();
    private final EmbeddedChannel second = new EmbeddedChannel();
    private final EmbeddedChannel third = new EmbeddedChannel();

    @BeforeEach
    void admitTwo() {
        assertThat(connections.admit(first)).isTrue();
        assertThat(connections.admit(second)).isTrue();
    }

    @Test
    void closesTheOldestIdleConnectionAtTheMaximum() {
        assertThat(connections.admit(third)).isTrue();

        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
        assertThat(third.isOpen()).isTrue();
    }

    @Test
    void keepsConnectionsWhoseRequestWasReceived() {
        connections.hasAsked(first);

        assertThat(connections.admit(third)).isTrue();

        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void admitsNoneWhenAllAreBeingAnswered() {
        connections.hasAsked(first);
        connections.hasAsked(second);

        assertThat(connections.admit(third)).isFalse();

        first.close().syncUninterruptibly();
        assertThat(connections.admit(third)).isTrue();
    }
}
