package dev.sevsim.scenario.file;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.scenario.file.YamlNode.Entry;
import dev.sevsim.scenario.file.YamlNode.Table;
import java.util.Optional;

/** Places of faults that are found when all options of a machine are known. */
final class DraftFaults {
    private DraftFaults() {}

    /**
     * The machine of a scenario.
     *
     * @throws InputException for options that contradict each other, at the place of the one with which the message begins
     */
    static MachineSpec build(Table scenario, MachineDraft draft) {
        try {
            return draft.build();
        } catch (InputException | IllegalArgumentException e) {
            return place(scenario, String.valueOf(e.getMessage())).make(() -> {
                throw e;
            });
        }
    }

    /** An option of the machine, or the list of acts or faults; the scenario for a message that begins with none of its options. */
    private static Place place(Table scenario, String message) {
        String option = message.replaceFirst("^--", "").split("[ ,]", 2)[0];
        Optional<YamlNode> list = ScenarioReader.LISTS.entrySet().stream()
                .filter(one -> one.getValue().equals(option))
                .findFirst()
                .flatMap(one -> value(scenario, one.getKey()));
        return list.or(() -> value(scenario, "machine").flatMap(machine -> value((Table) machine, option)))
                .map(YamlNode::place)
                .orElse(scenario.place());
    }

    private static Optional<YamlNode> value(Table table, String key) {
        return Optional.ofNullable(table.entries().get(key)).map(Entry::value);
    }
}
