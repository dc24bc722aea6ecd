package dev.sevsim.machine.act;

import java.util.List;
import java.util.Optional;

/**
 * A number that a host gives to firmware, driver or processor: as it is, of a guest, or the address of a page.
 *
 * <p>As text a number; {@code NAME.handle} or {@code NAME.asid} of a guest that an act has launched, {@code guest} being the one that is
 * attacked; {@code NAME.file}, the descriptor of a VM or vCPU that an act has made; or {@code @PAGE}, which is a system physical address for the firmware and an address of the VMM for an ioctl.
 *
 * @param number the number; empty for the others
 * @param guest name of the guest
 * @param property {@code handle}, {@code asid} or {@code file}
 * @param page the page
 */
record HostValue(Optional<Long> number, Optional<String> guest, String property, Optional<PageName> page) {
    /** The guest that is attacked. */
    static final String VICTIM = "guest";

    private static final String HANDLE = "handle";
    private static final String ASID = "asid";
    private static final String FILE = "file";

    /** Where a page is for the one who gets the value. */
    @FunctionalInterface
    interface Addresses {
        long of(PageName page);
    }

    static HostValue of(long number) {
        return new HostValue(Optional.of(number), Optional.empty(), "", Optional.empty());
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for another text
     */
    static HostValue parse(String text) {
        Optional<Long> number = Texts.number(text);
        if (number.isPresent()) {
            return of(number.get());
        }
        if (text.startsWith("@")) {
            return new HostValue(
                    Optional.empty(), Optional.empty(), "", Optional.of(PageName.parse(text.substring(1))));
        }
        int dot = text.lastIndexOf('.');
        String property = text.substring(dot + 1);
        if (dot > 0 && List.of(HANDLE, ASID, FILE).contains(property)) {
            return new HostValue(Optional.empty(), Optional.of(text.substring(0, dot)), property, Optional.empty());
        }
        throw new IllegalArgumentException(
                "'" + text
                        + "' is no value, expected a number, GUEST.handle, GUEST.asid, NAME.file or @PAGE, for instance guest.handle or @secrets");
    }

    /** The number that it is now. */
    long resolve(HostileHost host, Addresses addresses) {
        return number.or(() -> page.map(addresses::of)).orElseGet(() -> {
            if (property.equals(FILE)) {
                return (long) descriptor(host);
            }
            HostGuests.Known meant = host.guests().get(guest.orElseThrow());
            return (long) (property.equals(HANDLE) ? meant.handle() : meant.asid());
        });
    }

    private int descriptor(HostileHost host) {
        String name = guest.orElseThrow();
        return name.equals(VICTIM)
                ? host.guest().vm().descriptor()
                : host.saved(name, HostFile.Opened.class).descriptor();
    }

    /** As {@link #resolve}, for what takes no address of a page. */
    long resolve(HostileHost host) {
        return resolve(host, named -> {
            throw new ActFailure("@" + named + " is an address, expected a number or a property of a guest");
        });
    }

    @Override
    public String toString() {
        return number.map(Texts::hex)
                .or(() -> page.map(named -> "@" + named))
                .orElseGet(() -> guest.orElseThrow() + "." + property);
    }
}
