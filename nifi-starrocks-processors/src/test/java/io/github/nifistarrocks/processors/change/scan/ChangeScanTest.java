package io.github.nifistarrocks.processors.change.scan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.nifistarrocks.processors.change.scan.ChangeScans.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a first pass finds. */
final class ChangeScanTest {

    private final ChangeScans changes = new ChangeScans();

    @Test
    void lastChangeOfAKeySupersedesTheOthers() throws Exception {
        changes.upsert(1, "a", 1, "b", 1, "c", 1).upsert(2, "a", 1, "b", 1, "c", 1).delete(1).upsert(1, "a", 2, "b", 2, "c", 2);

        final ChangeScan scan = changes.scan();

        assertThat(changes.loads(scan)).containsExactly(-1, 0, -1, 0);
        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(Coverage.WHOLE);
        assertThat(scan.groups()).extracting(RowGroup::changes).containsExactly(2L);
        assertThat(scan.superseded()).isEqualTo(2);
        assertThat(changes.readings()).isEqualTo(1);
    }

    @Test
    void rowWithFewerColumnsIsLoadedAfterTheOneThatItCompletes() throws Exception {
        changes.upsert(1, "a", 1, "b", 1, "c", 1).upsert(1, "a", 2).upsert(2, "a", 2);

        final ChangeScan scan = changes.scan();

        assertThat(changes.loads(scan)).containsExactly(0, 2, 1);
        assertThat(columns(scan)).containsExactly(Set.of("id", "a", "b", "c"), Set.of("id", "a"), Set.of("id", "a"));
        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(Coverage.WHOLE, Coverage.PARTIAL, Coverage.PARTIAL);
    }

    @Test
    void rowIsSupersededByOneWithMoreColumns() throws Exception {
        changes.upsert(1, "a", 1).upsert(1, "a", 2, "b", 2).upsert(1, "a", 3, "b", 3, "c", 3);

        assertThat(changes.loads()).containsExactly(-1, -1, 0);
    }

    @Test
    void fieldThatNoRowHasKeepsAllOfThemFromBeingWhole() throws Exception {
        changes.upsert(1, "a", 1, "b", 1).upsert(2, "a", 2, "b", 2);

        final ChangeScan scan = changes.scan();

        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(Coverage.PARTIAL);
        assertThat(columns(scan)).containsExactly(Set.of("id", "a", "b"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 0})
    void laterSchemaWithMoreFieldsChangesWhatAWholeRowIsWithoutAnotherReading(final long memory) throws Exception {
        changes.memory(memory).upsert(ChangeScans.schema("id", "a"), 1, "a", 1).upsert(2, "a", 1, "b", 1, "c", 1);

        final ChangeScan scan = changes.scan();

        assertThat(changes.readings()).isEqualTo(1);
        assertThat(changes.loads(scan)).containsExactly(0, 1);
        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(Coverage.PARTIAL, Coverage.WHOLE);
    }

    @Test
    void deleteIsNotSupersededByARowThatALaterSchemaMakesPartial() throws Exception {
        final RecordSchema narrow = ChangeScans.schema("id", "a");
        changes.delete(1).upsert(narrow, 1, "a", 1).upsert(2, "a", 1, "b", 1, "c", 1);

        assertThat(changes.loads()).containsExactly(0, 1, 0);
        assertThat(changes.readings()).isEqualTo(1);
    }

    @Test
    void markOfDeletionWithOnlyTheKeyIsNoWholeRow() throws Exception {
        changes.softDeletes().delete(1);

        assertThat(changes.scan().groups()).extracting(RowGroup::coverage).containsExactly(Coverage.PARTIAL);
    }

    @Test
    void markOfDeletionWithTheWholeRowGoesWithTheOthers() throws Exception {
        changes.softDeletes().delete(1, "a", 1, "b", 1, "c", 1).upsert(2, "a", 1, "b", 1, "c", 1);

        final ChangeScan scan = changes.scan();

        assertThat(changes.loads(scan)).containsExactly(0, 0);
        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(Coverage.WHOLE);
    }

    @Test
    void deleteAmongPartialUpdatesIsALoadOfItsOwnBeforeTheRowComesBack() throws Exception {
        changes.alwaysPartial().upsert(1, "a", 1).delete(1).upsert(1, "b", 2).upsert(2, "b", 2);

        final ChangeScan scan = changes.scan();

        assertThat(changes.loads(scan)).containsExactly(-1, 0, 2, 1);
        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(Coverage.DELETES, Coverage.PARTIAL, Coverage.PARTIAL);
    }

    @Test
    void sameKeyOfAnotherTableIsAnotherRow() throws Exception {
        final TargetTable other = ChangeScans.table("other", TableSchema.Keys.PRIMARY, "INT");
        changes.upsert(1, "a", 1, "b", 1, "c", 1).into(other).upsert(1, "a", 1, "b", 1, "c", 1).upsert(1, "a", 2, "b", 2, "c", 2);

        final ChangeScan scan = changes.scan();

        assertThat(changes.loads(scan)).containsExactly(0, -1, 1);
        assertThat(scan.groups()).extracting(group -> group.table().id()).containsExactly(new TableId("db", "t"), new TableId("db", "other"));
    }

    @Test
    void tableWithoutUniqueKeysKeepsAllRows() throws Exception {
        changes.table(ChangeScans.table("t", TableSchema.Keys.DUPLICATE, "INT")).wholeRows().upsert(1, "a", 1).upsert(1, "a", 1);

        assertThat(changes.loads()).containsExactly(0, 0);
    }

    @Test
    void numbersAreOneKeyHoweverTheyAreWritten() throws Exception {
        changes.wholeRows().upsert(7).upsert("007").upsert(7.0).upsert(7L);

        assertThat(changes.loads()).containsExactly(-1, -1, -1, 0);
    }

    @Test
    void textsAreDifferentKeysWhenTheyAreWrittenDifferently() throws Exception {
        changes.table(ChangeScans.table("t", TableSchema.Keys.PRIMARY, "VARCHAR")).wholeRows().upsert("7").upsert("007").upsert(7).upsert("a").upsert("A");

        assertThat(changes.loads()).containsExactly(-1, 0, 0, 0, 0);
    }

    @Test
    void bytesAreOneKeyWhenTheyAreTheSame() throws Exception {
        changes.table(ChangeScans.table("t", TableSchema.Keys.PRIMARY, "VARBINARY")).wholeRows().upsert("ab".getBytes(StandardCharsets.UTF_8))
                .upsert("ac".getBytes(StandardCharsets.UTF_8)).upsert("ab".getBytes(StandardCharsets.UTF_8)).upsert(new Object[] {(byte) 1})
                .upsert(new Object[] {(byte) 1});

        assertThat(changes.loads()).containsExactly(-1, 0, 0, -1, 0);
    }

    @Test
    void mergeConditionLeavesItToTheServerWhichChangeStaysUnlessTheirValuesAreTheSame() throws Exception {
        changes.mergeCondition("c").upsert(1, "a", 1, "b", 1, "c", 9).upsert(1, "a", 2, "b", 2, "c", 8).upsert(1, "a", 3, "b", 3, "c", "8.0")
                .upsert(2, "a", 1, "b", 1, "c", 9);

        assertThat(changes.loads()).containsExactly(0, -1, 0, 0);
    }

    @Test
    void allChangesAreKeptInTheOrderOfTheirKeyWhenTheyHaveDifferentColumns() throws Exception {
        changes.alwaysPartial().keepAll().upsert(1, "a", 1, "b", 1).upsert(1, "a", 2).upsert(1, "a", 3, "b", 3).upsert(2, "a", 1).upsert(1, "a", 4, "b", 4);

        assertThat(changes.loads()).containsExactly(0, 2, 3, 1, 3);
    }

    @Test
    void differentColumnsNeedAKnownKey() {
        changes.alwaysPartial().keepAll().table(ChangeScans.unknown()).upsert(1, "a", 1).upsert(1, "b", 1);

        assertThatThrownBy(changes::scan).isInstanceOf(InvalidRecordException.class)
                .hasMessageContainingAll("[db.t]", "different sets of columns", "Key Columns");
    }

    @Test
    void keyThatTheServerDoesNotReportIsRequested() throws Exception {
        changes.table(ChangeScans.unknown()).wholeRows().upsert(1).upsert(1);

        assertThatThrownBy(changes::scan).isInstanceOf(InvalidRecordException.class).hasMessageContainingAll("[db.t]", "Grant SELECT", "Key Columns",
                "Keep All");
        assertThat(changes.keys("ID").loads()).containsExactly(-1, 0);
        assertThat(changes.keepAll().keys().loads()).containsExactly(0, 0);
    }

    @Test
    void rowWithoutItsKeyIsNamed() {
        changes.wholeRows().upsert(1).upsert((Object) null);

        assertThatThrownBy(changes::scan).isInstanceOf(InvalidRecordException.class)
                .hasMessage("Field [id] of record 2 is a key column of [db.t] and has no value");
    }

    @Test
    void keyColumnThatNoFieldFillsIsNamed() {
        changes.wholeRows().keys("nr").upsert(1);

        assertThatThrownBy(changes::scan).isInstanceOf(InvalidRecordException.class).hasMessageContainingAll("[nr]", "[db.t]", "[id, a, b, c]");
    }

    @Test
    void rowsWithSomeColumnsAreLoadsOfTheirOwnInTheOrderOfTheirKey() throws Exception {
        changes.singleRowsPartial().upsert(1, "a", 1, "b", 1, "c", 1).upsert(1, "a", 2).upsert(2, "a", 1, "b", null, "c", 1);

        final ChangeScan scan = changes.scan();

        assertThat(scan.groups()).extracting(RowGroup::coverage).containsExactly(RowGroup.Coverage.WHOLE, RowGroup.Coverage.PARTIAL);
        assertThat(changes.loads(scan)).containsExactly(0, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void orderOfPartsFollowsTheKeyAlsoWhenAllChangesAreKept(final boolean keysGiven) throws Exception {
        changes.keepAll().singleRowsPartial().upsert(1, "a", 1).upsert(1, "a", 1, "b", 1, "c", 1);
        if (keysGiven) {
            changes.table(ChangeScans.table("t", TableSchema.Keys.UNKNOWN, "INT")).keys("id");
        }

        assertThat(changes.loads(changes.scan())).containsExactly(0, 1);
    }

    @Test
    void serverThatReportsColumnsButNoKeyNeedsKeyColumns() throws Exception {
        changes.table(ChangeScans.table("t", TableSchema.Keys.UNKNOWN, "INT")).upsert(1, "a", 1).upsert(1, "b", 1);
        assertThatThrownBy(() -> changes.keepAll().scan()).isInstanceOf(InvalidRecordException.class).hasMessageContainingAll("key, which is not known",
                "Key Columns");
    }

    @Test
    void keyColumnsDoNotMakeTheRowsOfADuplicateKeyTableUnique() throws Exception {
        changes.table(ChangeScans.table("t", TableSchema.Keys.DUPLICATE, "INT")).wholeRows().keys("id").upsert(1, "a", 1).upsert(1, "a", 2);

        assertThat(changes.loads(changes.scan())).containsExactly(0, 0);
    }

    @Test
    void changesThatNeedTooManyLoadsAreRefused() {
        for (int i = 0; i < 64; i++) {
            changes.upsert(1, "a", i).upsert(1, "b", i);
        }

        assertThatThrownBy(changes::scan).isInstanceOf(InvalidRecordException.class).hasMessageContainingAll("more than 126 loads", "PartitionRecord");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 500, 4_999, 5_000})
    void keysThatAreNotHeldAtOnceNeedNoOtherReading(final int maxKeys) throws Exception {
        changes.wholeRows().maxKeys(maxKeys).memory(0);
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 5_000; key++) {
                changes.upsert(key);
            }
        }

        final ChangeScan scan = changes.scan();

        assertThat(changes.loads(scan).subList(0, 10_000)).containsOnly(-1);
        assertThat(changes.loads(scan).subList(10_000, 15_000)).containsOnly(0);
        assertThat(scan.groups()).extracting(RowGroup::changes).isEqualTo(List.of(5_000L));
        assertThat(scan.superseded()).isEqualTo(10_000);
        assertThat(changes.readings()).isEqualTo(1);
        assertThat(changes.spilled() > 0).isEqualTo(maxKeys < 5_000);
    }

    @Test
    void loadsAreTheSameWhateverIsHeldAtOnce() throws Exception {
        changes.upsert(1, "a", 1);
        for (int key = 0; key < 2_000; key++) {
            changes.upsert(key, "a", 1, "b", 1, "c", 1).upsert(key, key % 2 == 0 ? "a" : "b", 2);
        }
        final ChangeScan whole = changes.maxKeys(10_000).scan();

        final ChangeScan parts = changes.maxKeys(100).scan();

        assertThat(parts.groupIdentities()).containsExactlyInAnyOrderElementsOf(whole.groupIdentities());
    }

    @Test
    void factsOfFewChangesNeedNoFile() throws Exception {
        for (int key = 0; key < 10_000; key++) {
            changes.upsert(key, "a", 1, "b", 1, "c", 1);
        }

        changes.maxKeys(10_000).scan();

        assertThat(changes.spilled()).isZero();
    }

    @Test
    void workAfterTheReadingEndsWhenTheProcessorStops() {
        final CallScope scope = new CallScope();
        changes.wholeRows().maxKeys(1).scope(scope).upsert(1).upsert(2);
        changes.afterReading(scope::cancel);

        assertThatThrownBy(changes::scan).isInstanceOf(CallCancelledException.class);
    }
}
