package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.service.ServiceAddress.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "127.1.2.3:65535", "localhost:80", "[::1]:8080"})
    void takesLoopback(String text) {
        ServiceAddress address = ServiceAddress.parse("--listen", text, Reach.LOOPBACK);
        assertThat(address.host() + ":" + address.port()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:80", "192.0.2.1:80", "[::]:80"})
    void reachesFurtherOnlyWhenAsked(String text) {
        assertThatThrownBy(() -> ServiceAddress.parse("--listen", text, Reach.LOOPBACK))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("--allow-remote");
        assertThat(ServiceAddress.parse("--listen", text, Reach.ANYWHERE).port())
                .isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8080",
                ":8080",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "::1:80",
                "a b:1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ServiceAddress.parse("--listen", text, Reach.ANYWHERE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is no address");
    }

    @Test
    void refusesAHostThatNobodyKnows() {
        assertThatThrownBy(() -> ServiceAddress.parse("--listen", "unknown.invalid:80", Reach.ANYWHERE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the host cannot be resolved");
    }
}
