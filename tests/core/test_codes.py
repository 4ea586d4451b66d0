from core.codes import ALPHABET, new_code, tidy_code


def test_new_code_uses_no_letters_that_look_alike():
    assert not set("0O1IL") & set(ALPHABET)
    assert set(new_code(2000)) == set(ALPHABET)


def test_tidy_code_reads_what_people_type():
    assert tidy_code(" k7q-2 mp ") == "K7Q2MP"
