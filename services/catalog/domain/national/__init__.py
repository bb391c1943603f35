"""Records of the national database of procedures (Cơ sở dữ liệu quốc gia về thủ tục hành chính) as they really come.

Its pages were made for eyes: tables arrive as one text whose cells touch ("Trực tuyến5 Ngày làm việc50,000 VNĐ"),
numbers have lost thousands or stand against each other, text is in mixed normal forms, and "Miễn phí" often only fills
a cell. The rule of everything here: liberal in reading, strict in believing. An amount or a limit is taken only when it
stands literally in the record, alone and uncontradicted; whatever else is left open, with a doubt that says why and the
source's own words kept beside it. Nothing here raises for any text.
"""
